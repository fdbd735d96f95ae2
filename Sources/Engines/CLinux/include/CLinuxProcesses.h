// Of processes: what Swift's Glibc module lacks.
#ifndef CLINUX_PROCESSES_H
#define CLINUX_PROCESSES_H

#include <fts.h>
#include <signal.h>
#include <spawn.h>

/// The environment of this process, ended by null.
char **chaos_environment(void);

/// `prctl(PR_SET_PDEATHSIG)`: the signal this process gets when the thread that started it ends.
int chaos_set_parent_death_signal(int signal);

/// `pidfd_open`: a descriptor that is readable once the process has ended; closed on exec.
int chaos_pidfd_open(pid_t process);

/// `waitid`: takes an ended child out of the process table, without waiting.
///
/// - Returns: 0 and `CLD_EXITED`, `CLD_KILLED` or `CLD_DUMPED` with the status or the signal, or
///   with a code of 0 when it has not ended; -1 with `errno`.
int chaos_reap(pid_t process, int *code, int *status);

/// `posix_spawn_file_actions_addchdir_np`
int chaos_spawn_in(posix_spawn_file_actions_t *actions, const char *folder);

/// `posix_spawn_file_actions_addclosefrom_np`
int chaos_spawn_close_from(posix_spawn_file_actions_t *actions, int descriptor);

/// `POSIX_SPAWN_SETSID`
extern const short chaos_spawn_session;

/// `prctl(PR_SET_CHILD_SUBREAPER)`: descendants that lose their parent become our children.
int chaos_adopt_orphans(void);

/// `unshare(CLONE_NEWNS)`: what this thread and its children mount from now on, nobody else sees,
/// and it goes with the last of them.
int chaos_hide_mounts(void);

/// Mounts a file system in memory that holds at most so many bytes.
int chaos_mount_memory(const char *path, unsigned long size);

/// `memfd_create`: a file in memory without a name elsewhere; closed on exec.
int chaos_memory_file(const char *name);

#endif
