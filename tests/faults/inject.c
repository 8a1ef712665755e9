/* Runs a command and makes one of its file-changing system calls go wrong.
 *
 *   inject --out FILE [--keep DIR] [--limit SECONDS] --count -- COMMAND...
 *   inject --out FILE [--limit SECONDS] --at N --fault FAULT -- COMMAND...
 *
 * The whole process tree is followed: every thread, and every program that the command starts. Calls are numbered from
 * 1, in the order in which they are made. Counted is each call that changes a file or a folder, or makes one durable;
 * calls on pipes, terminals, sockets and devices are not.
 *
 * --count writes one line for each call to FILE, with tabs between: its number (0 where it is not counted), the
 * process, the call's name, what it returned, its flags or its length, and one or two paths. With --keep, each file
 * that is about to be renamed or linked to another name is also linked into DIR, under the call's number.
 *
 * FAULT is one of
 *   kill-before  the whole tree is killed before the call
 *   kill-after   the whole tree is killed after it
 *   torn         the call writes half of what it was given, then the whole tree is killed; other calls: kill-after
 *   enospc, eio  the call fails as on a full or a broken disk
 *   readonly     the call, and each counted one after it, fails as where the disk is mounted read-only
 * The line of the call that was hit is written to FILE; it stays empty where the command ended before.
 *
 * It ends as the command does: with its status, or 128 and the signal's number. 124: not ended after the seconds of
 * --limit, and killed; 125: this program could not do its work.
 *
 * A seccomp filter stops the processes at the calls that matter and at no others, so that all else runs at full speed.
 * Nothing is loaded into the processes: calls that go past the C library are seen as well. */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/openat2.h>
#include <linux/ptrace.h>
#include <linux/seccomp.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* <sys/ptrace.h> and <linux/ptrace.h> do not go together, so the one function is declared here. */
extern long ptrace(int request, ...);

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#else
#error "this program knows x86_64 and aarch64 only"
#endif

/* Where a call names what it changes. */
enum shape {
    FD,          /* a file, argument 0 */
    WRITE,       /* a file, argument 0, and bytes whose number is argument 2 */
    WRITEV,      /* a file, argument 0, and parts whose number is argument 2 */
    COPY,        /* a file, argument 2, and bytes whose number is argument 4 */
    SPLICE,      /* the same, in calls that may write to a pipe */
    SENDFILE,    /* a file, argument 0, and bytes whose number is argument 3 */
    PATH,        /* a path, argument 0 */
    PATH_AT,     /* a folder and a path, arguments 0 and 1; without a path, that file itself */
    PATHS,       /* two paths, arguments 0 and 1 */
    PATHS_AT,    /* two folders and paths, arguments 0 to 3 */
    SYMLINK,     /* a path, argument 1 */
    SYMLINK_AT,  /* a folder and a path, arguments 1 and 2 */
    OPEN,        /* a path and flags, arguments 0 and 1 */
    CREATE,      /* a path, argument 0 */
    OPEN_AT,     /* a folder, a path and flags, arguments 0 to 2 */
    OPEN_AT2,    /* a folder, a path and what points to flags, arguments 0 to 2 */
    MAP,         /* a file, argument 4, and flags, argument 3 */
    CLONE_RANGE, /* a file, argument 0, where argument 1 asks for a copy */
    NOTHING      /* all files */
};

static const struct call {
    long number;
    const char *name;
    enum shape shape;
} calls[] = {
#define C(name, shape) {__NR_##name, #name, shape}
#ifdef __x86_64__
    C(open, OPEN), C(creat, CREATE), C(rename, PATHS), C(link, PATHS), C(symlink, SYMLINK), C(unlink, PATH),
    C(rmdir, PATH), C(mkdir, PATH), C(chmod, PATH), C(chown, PATH), C(lchown, PATH), C(utime, PATH), C(utimes, PATH),
    C(futimesat, PATH_AT), C(mknod, PATH), C(renameat, PATHS_AT),
#elif defined(__NR_renameat)
    C(renameat, PATHS_AT),
#endif
    C(openat, OPEN_AT), C(openat2, OPEN_AT2), C(write, WRITE), C(pwrite64, WRITE), C(writev, WRITEV),
    C(pwritev, WRITEV), C(pwritev2, WRITEV), C(copy_file_range, COPY), C(splice, SPLICE), C(sendfile, SENDFILE),
    C(renameat2, PATHS_AT), C(linkat, PATHS_AT), C(symlinkat, SYMLINK_AT), C(unlinkat, PATH_AT), C(mkdirat, PATH_AT),
    C(mknodat, PATH_AT), C(ftruncate, FD), C(truncate, PATH), C(fchmod, FD), C(fchmodat, PATH_AT), C(fchown, FD),
    C(fchownat, PATH_AT), C(fsync, FD), C(fdatasync, FD), C(sync_file_range, FD), C(syncfs, FD), C(sync, NOTHING),
    C(fallocate, FD), C(utimensat, PATH_AT), C(setxattr, PATH), C(lsetxattr, PATH), C(fsetxattr, FD), C(mmap, MAP),
    C(ioctl, CLONE_RANGE),
#ifdef __NR_fchmodat2
    C(fchmodat2, PATH_AT),
#endif
#undef C
};
enum { CALLS = sizeof calls / sizeof calls[0] };

enum fault { COUNT, KILL_BEFORE, KILL_AFTER, TORN, ENOSPC_ONCE, EIO_ONCE, READONLY };
static const char *const fault_names[] = {"", "kill-before", "kill-after", "torn", "enospc", "eio", "readonly"};

static enum fault fault = COUNT;
static long at;             /* the call that goes wrong */
static const char *keep;    /* the folder for files that are renamed */
static FILE *out;
static long counted;        /* calls that were counted so far */
static volatile sig_atomic_t late;

_Noreturn static void fail(const char *format, ...) {
    va_list rest;
    va_start(rest, format);
    fputs("inject: ", stderr);
    vfprintf(stderr, format, rest);
    fprintf(stderr, ": %s\n", strerror(errno));
    _exit(125);
}

/* A thread of the tree. */
struct thread {
    pid_t id;
    bool ending;       /* killed once the call that it is in has ended */
    char *line;        /* what is to be said of that call, around what it returns */
    char *rest;
    struct thread *next;
};
static struct thread *threads;

static struct thread *thread(pid_t id) {
    for (struct thread *known = threads; known; known = known->next)
        if (known->id == id) return known;
    struct thread *new = calloc(1, sizeof *new);
    if (!new) fail("out of memory");
    new->id = id;
    new->next = threads;
    threads = new;
    return new;
}

static void forget(pid_t id) {
    for (struct thread **place = &threads; *place; place = &(*place)->next)
        if ((*place)->id == id) {
            struct thread *gone = *place;
            *place = gone->next;
            free(gone->line);
            free(gone->rest);
            free(gone);
            return;
        }
}

/* Kills all processes and waits until none is left, those that begin meanwhile included. */
static void kill_tree(void) {
    for (struct thread *one = threads; one; one = one->next) kill(one->id, SIGKILL);
    for (;;) {
        int status;
        pid_t id = waitpid(-1, &status, __WALL);
        if (id < 0 && errno == EINTR) continue;
        if (id < 0) return;
        if (WIFSTOPPED(status)) {
            kill(id, SIGKILL);
            ptrace(PTRACE_CONT, id, 0, 0);
        }
    }
}

/* Stops the process at the calls of the table, at `open` and `mmap` only where they ask to write. */
static void filter(void) {
    struct sock_filter code[CALLS * 8 + 16];
    unsigned n = 0;
    const unsigned trace = SECCOMP_RET_TRACE, allow = SECCOMP_RET_ALLOW;
#define LOAD(field) (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define JUMP(test, value, yes, no) (struct sock_filter)BPF_JUMP(BPF_JMP | test | BPF_K, value, yes, no)
#define RETURN(what) (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, what)
    code[n++] = LOAD(arch);
    code[n++] = JUMP(BPF_JEQ, ARCH, 1, 0);
    code[n++] = RETURN(SECCOMP_RET_KILL_PROCESS);
    code[n++] = LOAD(nr);
    /* What goes through a ring of requests would not be seen. */
    code[n++] = JUMP(BPF_JEQ, __NR_io_uring_setup, 0, 1);
    code[n++] = RETURN(SECCOMP_RET_ERRNO | ENOSYS);
    for (unsigned i = 0; i < CALLS; i++) {
        unsigned writing = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC, number = (unsigned)calls[i].number;
        switch (calls[i].shape) {
        case OPEN:
        case OPEN_AT:
            code[n++] = JUMP(BPF_JEQ, number, 0, 4);
            code[n++] = calls[i].shape == OPEN ? LOAD(args[1]) : LOAD(args[2]);
            code[n++] = JUMP(BPF_JSET, writing, 0, 1);
            code[n++] = RETURN(trace);
            code[n++] = RETURN(allow);
            break;
        case MAP:
            code[n++] = JUMP(BPF_JEQ, number, 0, 6);
            code[n++] = LOAD(args[2]);
            code[n++] = JUMP(BPF_JSET, PROT_WRITE, 0, 3);
            code[n++] = LOAD(args[3]);
            code[n++] = JUMP(BPF_JSET, MAP_SHARED, 0, 1);
            code[n++] = RETURN(trace);
            code[n++] = RETURN(allow);
            break;
        case CLONE_RANGE:
            code[n++] = JUMP(BPF_JEQ, number, 0, 5);
            code[n++] = LOAD(args[1]);
            code[n++] = JUMP(BPF_JEQ, (unsigned)FICLONE, 1, 0);
            code[n++] = JUMP(BPF_JEQ, (unsigned)FICLONERANGE, 0, 1);
            code[n++] = RETURN(trace);
            code[n++] = RETURN(allow);
            break;
        default:
            code[n++] = JUMP(BPF_JEQ, number, 0, 1);
            code[n++] = RETURN(trace);
        }
    }
    code[n++] = RETURN(allow);
    struct sock_fprog program = {.len = (unsigned short)n, .filter = code};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
        fail("the system allows no seccomp filter here");
}

/* Reads memory of a process; how much there was of it. */
static ssize_t peek(pid_t id, uint64_t from, void *to, size_t size) {
    struct iovec here = {to, size}, there = {(void *)(uintptr_t)from, size};
    return process_vm_readv(id, &here, 1, &there, 1, 0);
}

/* Reads a path of a process and makes it one from the root. */
static void read_path(pid_t id, int folder, uint64_t from, char *path) {
    char told[PATH_MAX] = "", link[64], base[PATH_MAX] = "";
    size_t length = 0;
    /* Page by page: what lies behind the path may not be there. */
    while (from && length < sizeof told - 1) {
        size_t step = 4096 - (from + length) % 4096;
        if (step > sizeof told - 1 - length) step = sizeof told - 1 - length;
        if (peek(id, from + length, told + length, step) <= 0 || memchr(told + length, 0, step)) break;
        length += step;
    }
    if (told[0] != '/') {
        if (folder == AT_FDCWD) snprintf(link, sizeof link, "/proc/%d/cwd", id);
        else snprintf(link, sizeof link, "/proc/%d/fd/%d", id, folder);
        ssize_t got = readlink(link, base, sizeof base - 1);
        base[got < 0 ? 0 : got] = 0;
    }
    int whole = snprintf(path, PATH_MAX, "%s%s%s", base, *base && *told ? "/" : "", told);
    if (whole < 0 || whole >= PATH_MAX) path[0] = 0;
}

/* Whether a path is one that the system makes up, with no disk behind it. */
static bool made_up(const char *path) {
    return !strncmp(path, "/proc/", 6) || !strncmp(path, "/sys/", 5) || !strncmp(path, "/memfd:", 7) ||
           (!strncmp(path, "/dev/", 5) && strncmp(path, "/dev/shm/", 9));
}

static bool on_disk(const struct stat *found) { return S_ISREG(found->st_mode) || S_ISDIR(found->st_mode); }

/* The path of an open file, and whether it is a file or folder on a disk. */
static bool read_fd(pid_t id, int fd, char *path) {
    char link[64];
    struct stat found;
    snprintf(link, sizeof link, "/proc/%d/fd/%d", id, fd);
    ssize_t got = readlink(link, path, PATH_MAX - 1);
    path[got < 0 ? 0 : got] = 0;
    return got > 0 && !stat(link, &found) && on_disk(&found) && !made_up(path);
}

static bool writable_path(const char *path) {
    struct stat found;
    return *path && !made_up(path) && (stat(path, &found) || on_disk(&found));
}

/* Looks at what a call is about. Whether it is counted. */
static bool look(pid_t id, enum shape shape, const uint64_t *args, char *first, char *second, uint64_t *detail) {
    first[0] = second[0] = 0;
    *detail = 0;
    switch (shape) {
    case WRITE:
    case WRITEV:
        *detail = args[2];
        return read_fd(id, (int)args[0], first);
    case SENDFILE:
        *detail = args[3];
        return read_fd(id, (int)args[0], first);
    case COPY:
    case SPLICE:
        *detail = args[4];
        return read_fd(id, (int)args[2], first);
    case FD:
    case CLONE_RANGE:
        return read_fd(id, (int)args[0], first);
    case MAP:
        *detail = args[3];
        return read_fd(id, (int)args[4], first);
    case PATH:
        return read_path(id, AT_FDCWD, args[0], first), !made_up(first);
    case PATH_AT:
        if (!args[1]) return read_fd(id, (int)args[0], first);
        return read_path(id, (int)args[0], args[1], first), !made_up(first);
    case PATHS:
        read_path(id, AT_FDCWD, args[0], first);
        return read_path(id, AT_FDCWD, args[1], second), !made_up(second);
    case PATHS_AT:
        read_path(id, (int)args[0], args[1], first);
        return read_path(id, (int)args[2], args[3], second), !made_up(second);
    case SYMLINK:
        return read_path(id, AT_FDCWD, args[1], first), !made_up(first);
    case SYMLINK_AT:
        return read_path(id, (int)args[1], args[2], first), !made_up(first);
    case CREATE:
        *detail = O_CREAT | O_WRONLY | O_TRUNC;
        return read_path(id, AT_FDCWD, args[0], first), writable_path(first);
    case OPEN:
        *detail = args[1];
        return read_path(id, AT_FDCWD, args[0], first), writable_path(first);
    case OPEN_AT:
        *detail = args[2];
        return read_path(id, (int)args[0], args[1], first), writable_path(first);
    case OPEN_AT2: {
        struct open_how how = {0};
        if (peek(id, args[2], &how, sizeof how) <= 0) return false;
        *detail = how.flags;
        read_path(id, (int)args[0], args[1], first);
        return (how.flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) && writable_path(first);
    }
    case NOTHING:
        return true;
    }
    return false;
}

#ifdef __x86_64__
static void set_argument(pid_t id, int which, uint64_t value) {
    struct user_regs_struct regs;
    if (ptrace(PTRACE_GETREGS, id, 0, &regs)) fail("cannot read a process");
    unsigned long long *places[] = {(void *)&regs.rdi, (void *)&regs.rsi, (void *)&regs.rdx,
                                    (void *)&regs.r10, (void *)&regs.r8,  (void *)&regs.r9};
    *places[which] = value;
    if (ptrace(PTRACE_SETREGS, id, 0, &regs)) fail("cannot change a process");
}

/* The call is not made, and returns the error. */
static void refuse(pid_t id, int error) {
    struct user_regs_struct regs;
    if (ptrace(PTRACE_GETREGS, id, 0, &regs)) fail("cannot read a process");
    regs.orig_rax = (unsigned long long)-1;
    regs.rax = (unsigned long long)-error;
    if (ptrace(PTRACE_SETREGS, id, 0, &regs)) fail("cannot change a process");
}
#else
static void set_argument(pid_t id, int which, uint64_t value) {
    struct user_regs_struct regs;
    struct iovec all = {&regs, sizeof regs};
    if (ptrace(PTRACE_GETREGSET, id, (void *)NT_PRSTATUS, &all)) fail("cannot read a process");
    regs.regs[which] = value;
    if (ptrace(PTRACE_SETREGSET, id, (void *)NT_PRSTATUS, &all)) fail("cannot change a process");
}

/* The call is not made, and returns the error. */
static void refuse(pid_t id, int error) {
    int none = -1;
    struct iovec number = {&none, sizeof none};
    if (ptrace(PTRACE_SETREGSET, id, (void *)NT_ARM_SYSTEM_CALL, &number)) fail("cannot change a process");
    set_argument(id, 0, (uint64_t)(int64_t)-error);
}
#endif

/* Makes the call that a process stands before write half of what it was given. */
static void tear(pid_t id, enum shape shape, const uint64_t *args) {
    struct stat found;
    char link[64];
    switch (shape) {
    case WRITE:
        set_argument(id, 2, args[2] / 2);
        break;
    case COPY:
    case SENDFILE: {
        /* These are often asked for more than there is. */
        int size = shape == COPY ? 4 : 3, from = shape == COPY ? 0 : 1;
        snprintf(link, sizeof link, "/proc/%d/fd/%d", id, (int)args[from]);
        uint64_t there = stat(link, &found) ? args[size] : (uint64_t)found.st_size;
        set_argument(id, size, (there < args[size] ? there : args[size]) / 2);
        break;
    }
    case WRITEV: {
        struct iovec parts[IOV_MAX];
        size_t count = args[2] < IOV_MAX ? args[2] : IOV_MAX, total = 0;
        if (peek(id, args[1], parts, count * sizeof *parts) < 0) break;
        for (size_t i = 0; i < count; i++) total += parts[i].iov_len;
        size_t left = total / 2;
        for (size_t i = 0; i < count; i++) {
            if (parts[i].iov_len > left) parts[i].iov_len = left;
            left -= parts[i].iov_len;
        }
        struct iovec here = {parts, count * sizeof *parts}, there = {(void *)(uintptr_t)args[1], count * sizeof *parts};
        if (process_vm_writev(id, &here, 1, &there, 1, 0) < 0) fail("cannot change a process");
        break;
    }
    default:
        break;
    }
}

/* Links the file that is about to get another name into the folder for such files, so that it stays known. */
static void keep_file(enum shape shape, const char *path) {
    char name[PATH_MAX];
    struct stat found;
    if (!keep || (shape != PATHS && shape != PATHS_AT) || lstat(path, &found) || !S_ISREG(found.st_mode)) return;
    int length = snprintf(name, sizeof name, "%s/%ld", keep, counted);
    if (length > 0 && (size_t)length < sizeof name && linkat(AT_FDCWD, path, AT_FDCWD, name, 0))
        fail("cannot keep %s", path);
}

/* A process stands before a call of the table. How it is to go on; 0 where it was killed with all others. */
static int before_call(struct thread *this) {
    struct ptrace_syscall_info info;
    if (ptrace(PTRACE_GET_SYSCALL_INFO, this->id, (void *)sizeof info, &info) <= 0) return PTRACE_CONT;
    const struct call *call = calls;
    while (call < calls + CALLS && (uint64_t)call->number != info.seccomp.nr) call++;
    if (call == calls + CALLS) return PTRACE_CONT;
    char first[PATH_MAX], second[PATH_MAX];
    uint64_t detail, args[6];
    for (int i = 0; i < 6; i++) args[i] = info.seccomp.args[i];
    bool counts = look(this->id, call->shape, args, first, second, &detail);
    counted += counts;
    bool hit = counts && (fault == READONLY ? counted >= at : counted == at);
    if (fault == COUNT || (hit && counted == at)) {
        free(this->line);
        free(this->rest);
        this->line = this->rest = NULL;
        if (asprintf(&this->line, "%ld\t%d\t%s", counts ? counted : 0, this->id, call->name) < 0 ||
            asprintf(&this->rest, "%llx\t%s\t%s", (unsigned long long)detail, first, second) < 0)
            fail("out of memory");
    }
    if (fault == COUNT) {
        if (counts) keep_file(call->shape, first);
        return PTRACE_SYSCALL;
    }
    if (!hit) return PTRACE_CONT;
    if (this->line) {
        fprintf(out, "%s\t\t%s\n", this->line, this->rest);
        fflush(out);
        free(this->line);
        this->line = NULL;
    }
    switch (fault) {
    case KILL_BEFORE:
        kill_tree();
        return 0;
    case TORN:
        tear(this->id, call->shape, args);
        /* fall through */
    case KILL_AFTER:
        this->ending = true;
        return PTRACE_SYSCALL;
    case ENOSPC_ONCE:
        refuse(this->id, ENOSPC);
        return PTRACE_CONT;
    case EIO_ONCE:
        refuse(this->id, EIO);
        return PTRACE_CONT;
    default:
        refuse(this->id, EROFS);
        return PTRACE_CONT;
    }
}

/* A process has ended a call. Whether it goes on. */
static bool after_call(struct thread *this) {
    if (this->ending) {
        kill_tree();
        return false;
    }
    struct ptrace_syscall_info info;
    if (this->line && ptrace(PTRACE_GET_SYSCALL_INFO, this->id, (void *)sizeof info, &info) > 0) {
        if (info.op != PTRACE_SYSCALL_INFO_EXIT) return true;
        fprintf(out, "%s\t%lld\t%s\n", this->line, (long long)info.exit.rval, this->rest);
        free(this->line);
        this->line = NULL;
    }
    return true;
}

static void on_alarm(int signal) {
    (void)signal;
    late = 1;
}

/* Follows the tree until none of it is left. How its first process ended. */
static int follow(pid_t root) {
    int ended = 125;
    while (!late) {
        int status;
        pid_t id = waitpid(-1, &status, __WALL);
        if (id < 0 && errno == EINTR) continue;
        if (id < 0) return ended;
        if (!WIFSTOPPED(status)) {
            if (id == root) ended = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
            forget(id);
            continue;
        }
        struct thread *this = thread(id);
        int event = status >> 16, signal = WSTOPSIG(status), request = PTRACE_CONT;
        if (event == PTRACE_EVENT_SECCOMP) {
            request = before_call(this);
            signal = 0;
        } else if (signal == (SIGTRAP | 0x80)) {
            if (!after_call(this)) return 128 + SIGKILL;
            signal = 0;
        } else if (event == PTRACE_EVENT_STOP) {
            /* A process that somebody stopped stays so; a new one goes on. */
            if (signal != SIGTRAP) request = PTRACE_LISTEN;
            signal = 0;
        } else if (event) {
            signal = 0;
        }
        if (!request) return 128 + SIGKILL;
        ptrace(request, id, 0, (void *)(intptr_t)signal);
    }
    kill_tree();
    return 124;
}

int main(int count, char **words) {
    int i = 1;
    unsigned limit = 0;
    bool counting = false;
    for (; i < count && strcmp(words[i], "--"); i++) {
        bool more = i + 1 < count;
        if (!strcmp(words[i], "--count")) counting = true;
        else if (!strcmp(words[i], "--at") && more) at = atol(words[++i]);
        else if (!strcmp(words[i], "--keep") && more) keep = words[++i];
        else if (!strcmp(words[i], "--limit") && more) limit = (unsigned)atol(words[++i]);
        else if (!strcmp(words[i], "--out") && more) out = fopen(words[++i], "we");
        else if (!strcmp(words[i], "--fault") && more) {
            i++;
            for (fault = READONLY; fault != COUNT && strcmp(fault_names[fault], words[i]); fault--) {}
        } else break;
    }
    if (i + 1 >= count || strcmp(words[i], "--") || !out || counting == (fault != COUNT && at > 0)) {
        errno = EINVAL;
        fail("inject --out FILE (--count [--keep DIR] | --at N --fault FAULT) [--limit SECONDS] -- COMMAND");
    }
    int ready[2];
    if (pipe2(ready, O_CLOEXEC)) fail("no pipe");
    pid_t root = fork();
    if (root < 0) fail("cannot start a process");
    if (root == 0) {
        char go;
        close(ready[1]);
        if (read(ready[0], &go, 1) != 1) _exit(125);
        filter();
        execvp(words[i + 1], words + i + 1);
        fail("cannot start %s", words[i + 1]);
    }
    const long options = PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK |
                         PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC;
    if (ptrace(PTRACE_SEIZE, root, 0, (void *)options)) fail("the system allows no tracing here");
    thread(root);
    struct sigaction action = {.sa_handler = on_alarm};
    sigaction(SIGALRM, &action, NULL);
    alarm(limit);
    if (write(ready[1], "g", 1) != 1) fail("cannot start");
    close(ready[0]);
    close(ready[1]);
    int status = follow(root);
    fclose(out);
    return status;
}
