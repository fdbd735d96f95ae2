// Not inline as the rest: what needs _GNU_SOURCE must not be seen by the Glibc module's headers.
#define _GNU_SOURCE
#include "CLinuxProcesses.h"

#include <sched.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

char **chaos_environment(void) { return environ; }

int chaos_set_parent_death_signal(int signal) {
    return prctl(PR_SET_PDEATHSIG, (unsigned long)signal, 0, 0, 0);
}

int chaos_pidfd_open(pid_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }

int chaos_reap(pid_t process, int *code, int *status) {
    siginfo_t info = {0};
    int result = waitid(P_PID, (id_t)process, &info, WEXITED | WNOHANG);
    *code = info.si_code;
    *status = info.si_status;
    return result;
}

int chaos_spawn_in(posix_spawn_file_actions_t *actions, const char *folder) {
    return posix_spawn_file_actions_addchdir_np(actions, folder);
}

int chaos_spawn_close_from(posix_spawn_file_actions_t *actions, int descriptor) {
    return posix_spawn_file_actions_addclosefrom_np(actions, descriptor);
}

const short chaos_spawn_session = POSIX_SPAWN_SETSID;

int chaos_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }

int chaos_hide_mounts(void) {
    if (unshare(CLONE_NEWNS) != 0) return -1;
    return mount("none", "/", 0, MS_REC | MS_PRIVATE, 0);
}

int chaos_mount_memory(const char *path, unsigned long size) {
    char options[32];
    snprintf(options, sizeof options, "size=%lu", size);
    return mount("chaos", path, "tmpfs", MS_NOSUID | MS_NODEV, options);
}

int chaos_adopt_orphans(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }
