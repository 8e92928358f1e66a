/* The load of the drills.
 *
 * usage: storm opens SECONDS FILE           open and close FILE as fast as it goes
 *        storm execs RATE COUNT WORD        start this program COUNT times, RATE a second, with WORD and a number
 *        storm - WORD NUMBER                nothing: what is started
 *
 * Prints how many it did and in how many nanoseconds. Exit 1 with the reason where one fails.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static long long now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static long do_opens(long seconds, const char *path)
{
    long done = 0;
    long long end = now_ns() + seconds * 1000000000LL;
    while ((done & 255) || now_ns() < end) {
        int file = open(path, O_RDONLY);
        if (file < 0) fail(path);
        close(file);
        done++;
    }
    return done;
}

/* Started in time even where one was late: the rate holds over the whole, not from one to the next. */
static long do_execs(char *self, long rate, long count, char *word)
{
    char number[24], *arguments[] = {self, "-", word, number, NULL};
    long long start = now_ns();
    for (long i = 0; i < count; i++) {
        pid_t child;
        int status;
        long long early = start + i * 1000000000LL / rate - now_ns();
        if (early > 0) nanosleep(&(struct timespec){early / 1000000000LL, early % 1000000000LL}, NULL);
        snprintf(number, sizeof number, "%ld", i);
        if (posix_spawn(&child, self, NULL, NULL, arguments, environ)) fail(self);
        if (waitpid(child, &status, 0) != child || status) fail("the program started");
    }
    return count;
}

int main(int argc, char **argv)
{
    long long start = now_ns();
    long done;
    if (argc == 4 && !strcmp(argv[1], "-")) return 0;
    if (argc == 4 && !strcmp(argv[1], "opens")) done = do_opens(atol(argv[2]), argv[3]);
    else if (argc == 5 && !strcmp(argv[1], "execs")) done = do_execs(argv[0], atol(argv[2]), atol(argv[3]), argv[4]);
    else return 2;
    printf("%ld %lld\n", done, now_ns() - start);
    return 0;
}
