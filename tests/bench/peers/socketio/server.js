// The least a Socket.IO application does to fan out: rooms, and "publish" told to everybody else in one, said as
// clients of snug say it.
//   node server.js PORT
"use strict";
const { createServer } = require("node:http");
const { Server } = require("socket.io");

const port = Number(process.argv[2]);
const options = { transports: ["polling", "websocket"], serveClient: false, pingInterval: 25000, pingTimeout: 20000 };

const http = createServer();
http.keepAliveTimeout = 600_000; // clients that poll keep theirs
const io = new Server(http, options);

io.on("connection", (socket) => {
  socket.on("room.join", ({ room }, ack) => {
    socket.join(room);
    ack();
  });
  socket.on("room.leave", ({ room }, ack) => {
    socket.leave(room);
    ack();
  });
  socket.on("publish", ({ event, data }, { room }) => socket.to(room).emit(event, data));
});

process.on("SIGTERM", () => process.exit(0));
http.listen(port, "127.0.0.1", 4096);
