/* The work that is measured: one operation, many times, with nothing else in the way.
 *
 * usage: workload exec|open|write|connect|getpid COUNT [PATH]
 *   exec     start the program PATH and wait for its end
 *   open     open one of the files PATH/0 .. PATH/63 for reading, read from it, close it
 *   write    open one of PATH/0 .. PATH/99 for writing (made where missing), write to it, close it
 *   connect  connect to a listener of this same process on loopback, accept, close both ends
 *   getpid   one raw system call
 *
 * Prints wall time and processor time (children included) in nanoseconds. Exit 1 with the reason where an operation fails:
 * a run that did less than it was asked to is no run. The process has the name of its file, so that an agent's report
 * of it can be told from all others.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define READ_FILES 64
#define WRITTEN_FILES 100

extern char **environ;

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static long long wall_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static long long cpu_ns(int who)
{
    struct rusage used;
    getrusage(who, &used);
    return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000000LL + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1000LL;
}

static void do_exec(long count, char *program)
{
    char *arguments[] = {program, NULL};
    while (count-- > 0) {
        pid_t child;
        int status;
        if (posix_spawn(&child, program, NULL, NULL, arguments, environ)) fail(program);
        if (waitpid(child, &status, 0) != child || status) fail("the program started");
    }
}

static void do_open(long count, const char *folder)
{
    char path[4096], bytes[16];
    for (long i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s/%ld", folder, i % READ_FILES);
        int file = open(path, O_RDONLY);
        if (file < 0 || read(file, bytes, sizeof bytes) < 0) fail(path);
        close(file);
    }
}

/* The files are not emptied at each open: some file systems would then write to the disk at each close. */
static void do_write(long count, const char *folder)
{
    char path[4096], bytes[64];
    memset(bytes, 'r', sizeof bytes);
    for (long i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s/%ld", folder, i % WRITTEN_FILES);
        int file = open(path, O_WRONLY | O_CREAT, 0600);
        if (file < 0 || write(file, bytes, sizeof bytes) != sizeof bytes) fail(path);
        close(file);
    }
}

/* One thread: on loopback the hand-shake is over when connect returns, so accept finds it at once.
 * Closing with a reset leaves no connection waiting, so that many runs do not use up the ports. */
static void do_connect(long count)
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct linger reset = {1, 0};
    socklen_t length = sizeof here;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0 || bind(listener, (void *)&here, sizeof here) || listen(listener, 16)) fail("listen");
    if (getsockname(listener, (void *)&here, &length)) fail("getsockname");
    while (count-- > 0) {
        int near = socket(AF_INET, SOCK_STREAM, 0), far;
        setsockopt(near, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        if (connect(near, (void *)&here, sizeof here)) fail("connect");
        if ((far = accept(listener, NULL, NULL)) < 0) fail("accept");
        close(near);
        close(far);
    }
}

static void do_getpid(long count)
{
    while (count-- > 0) syscall(SYS_getpid);
}

int main(int argc, char **argv)
{
    if (argc < 3) return 2;
    long count = atol(argv[2]);
    char *path = argc > 3 ? argv[3] : "";
    long long wall = wall_ns(), cpu = cpu_ns(RUSAGE_SELF);
    if (!strcmp(argv[1], "exec")) do_exec(count, path);
    else if (!strcmp(argv[1], "open")) do_open(count, path);
    else if (!strcmp(argv[1], "write")) do_write(count, path);
    else if (!strcmp(argv[1], "connect")) do_connect(count);
    else if (!strcmp(argv[1], "getpid")) do_getpid(count);
    else return 2;
    wall = wall_ns() - wall;
    cpu = cpu_ns(RUSAGE_SELF) - cpu + cpu_ns(RUSAGE_CHILDREN);
    printf("%lld %lld\n", wall, cpu);
    return 0;
}
