// What systemd is told of a service of Type=notify, when NOTIFY_SOCKET says that it listens.
#pragma once

namespace tri::serve {

void notify_ready();
void notify_stopping();

}  // namespace tri::serve
