#!/usr/bin/perl
# Holds an OpenAPI document to the specification's own schema (libjson-validator-perl brings it along), and to
# what a generator of clients needs besides: every operation has a name of its own, every brace of a path a
# parameter.
use strict;
use warnings;
use JSON::Validator;

my $document = JSON::Validator->new->schema($ARGV[0])->schema;
my @wrong = map { "$_" } @{ $document->errors };
push @wrong, "this is no OpenAPI 3 document" unless $document->isa("JSON::Validator::Schema::OpenAPIv3");

my %names;
for my $route (@{ $document->routes }) {
  my $name = $route->{operation_id} // "";
  push @wrong, "$route->{method} $route->{path} has no operationId of its own" if $name eq "" || $names{$name}++;
  my %given = map { $_->{name} => 1 } grep { $_->{in} eq "path" }
    @{ $document->parameters_for_request([$route->{method}, $route->{path}]) };
  for my $brace ($route->{path} =~ /\{(\w+)\}/g) {
    push @wrong, "$route->{method} $route->{path} says nothing of {$brace}" unless delete $given{$brace};
  }
  push @wrong, "$route->{method} $route->{path} has no {$_}" for keys %given;
}
push @wrong, "there are no operations" unless %names;

print "$_\n" for @wrong;
exit(@wrong ? 1 : 0);
