#!/usr/bin/env bash
# The short run of the fuzz targets that belongs to ./check.
exec "$(dirname "$0")/run.sh" 8
