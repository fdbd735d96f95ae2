// The Linux calls that Swift's Glibc module lacks, as inline functions.
#ifndef CLINUX_H
#define CLINUX_H

#define _GNU_SOURCE
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/// `epoll_pwait2`: as `epoll_wait`, with a timeout in nanoseconds; null waits without end.
static inline int chaos_epoll_pwait2(
    int epoll, struct epoll_event *events, int most, const struct timespec *timeout) {
    return (int)syscall(SYS_epoll_pwait2, epoll, events, most, timeout, (void *)0, (size_t)0);
}

#endif
