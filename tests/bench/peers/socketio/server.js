// The least a Socket.IO application does to fan out: rooms, and "publish" told to everybody else in one.
//   node server.js PORT
"use strict";
const { createServer } = require("node:http");
const { Server } = require("socket.io");

const port = Number(process.argv[2]);
const options = { transports: ["websocket"], serveClient: false, pingInterval: 25000, pingTimeout: 20000 };

const http = createServer();
const io = new Server(http, options);

io.on("connection", (socket) => {
  socket.on("join", (room, ack) => {
    socket.join(room);
    ack();
  });
  socket.on("leave", (room, ack) => {
    socket.leave(room);
    ack();
  });
  socket.on("publish", (room, data) => socket.to(room).emit("load", data));
});

process.on("SIGTERM", () => process.exit(0));
http.listen(port, "127.0.0.1", 4096);
