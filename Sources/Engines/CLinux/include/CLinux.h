// The Linux calls that Swift's Glibc module lacks, as inline functions.
#ifndef CLINUX_H
#define CLINUX_H

// Without _GNU_SOURCE: it would change structures that the Glibc module has defined already.
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "CLinuxProcesses.h"

/// `epoll_pwait2`: as `epoll_wait`, with a timeout in nanoseconds; null waits without end.
static inline int chaos_epoll_pwait2(
    int epoll, struct epoll_event *events, int most, const struct timespec *timeout) {
    return (int)syscall(SYS_epoll_pwait2, epoll, events, most, timeout, (void *)0, (size_t)0);
}

/// `epoll_ctl` with the event's mask and 64 bits of data as plain arguments.
static inline int chaos_epoll_ctl(
    int epoll, int operation, int descriptor, uint32_t mask, uint64_t data) {
    struct epoll_event event = {.events = mask, .data = {.u64 = data}};
    return epoll_ctl(epoll, operation, descriptor, &event);
}

/// `accept4` without the peer's address: non-blocking, closed on exec.
static inline int chaos_accept(int listener) {
    return (int)syscall(
        SYS_accept4, listener, (void *)0, (void *)0, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

/// `prctl(PR_SET_TIMERSLACK)`: by how many nanoseconds the kernel may delay this thread's timers.
static inline int chaos_set_timer_slack(unsigned long nanoseconds) {
    return prctl(PR_SET_TIMERSLACK, nanoseconds, 0, 0, 0);
}

#endif
