/* Preloaded into the process under test: counts every step that changes something below FAULT_DIR, writes each to
 * FAULT_TRACE, and makes the wanted one fail. Settings are eight 64-bit numbers in the shared file FAULT_CONTROL:
 * counting, steps so far, step to fail at, how (1 EIO, 2 ENOSPC, 3 short write), sticky, recording, failures made.
 * What is written to FAULT_DIR/ACK is no step: it is traced as what the process had acknowledged by then. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { COUNTING, STEPS, AT, HOW, STICKY, RECORDING, FAILED };
enum { GO, FAIL, SHORT };
static volatile int64_t *control;
static const char *watched;
static size_t watched_length;
static int trace = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void start(void) {
  const char *path = getenv("FAULT_CONTROL"), *to = getenv("FAULT_TRACE");
  watched = getenv("FAULT_DIR");
  if (!path || !watched) return;
  watched_length = strlen(watched);
  int fd = REAL(open)(path, O_RDWR);
  if (fd < 0) return;
  void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (at == MAP_FAILED) return;
  if (to) trace = REAL(open)(to, O_WRONLY | O_APPEND | O_CREAT, 0600);
  control = at;
}

static int is_watched(const char *path) {
  return control && control[COUNTING] && !strncmp(path, watched, watched_length) && path[watched_length] == '/';
}

static int path_of(int fd, char *path) {
  char link[64];
  if (!control || !control[COUNTING] || fd < 3) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, 1023);
  if (n <= 0) return 0;
  path[n] = 0;
  return is_watched(path);
}

static int resolve(int dir, const char *name, char *path) {
  char base[512];
  if (name[0] == '/') snprintf(path, 1024, "%s", name);
  else if (dir == AT_FDCWD) {
    if (!getcwd(base, sizeof base)) return 0;
    snprintf(path, 1024, "%s/%s", base, name);
  } else {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", dir);
    ssize_t n = readlink(link, base, sizeof base - 1);
    if (n <= 0) return 0;
    base[n] = 0;
    snprintf(path, 1024, "%s/%s", base, name);
  }
  return is_watched(path);
}

/* One line, then the bytes of a write. Called with the lock held, before the step is done. */
static void record(const char *what, const char *path, const char *other, long offset, size_t length, const void *bytes) {
  char line[2200];
  if (trace < 0 || !control[RECORDING]) return;
  int n = snprintf(line, sizeof line, "%s\t%s\t%s\t%ld\t%zu\n", what, path, other, offset, bytes ? length : 0);
  if (REAL(write)(trace, line, n) != n) abort();
  if (bytes && REAL(write)(trace, bytes, length) != (ssize_t)length) abort();
}

static int is_ack(const char *path) {
  size_t n = strlen(path);
  return n >= 4 && !strcmp(path + n - 4, "/ACK");
}

/* The lock is taken here and given back by done(). */
static int step(const char *what, const char *path, const char *other, long offset, size_t length, const void *bytes) {
  pthread_mutex_lock(&lock);
  if (is_ack(path)) {
    if (bytes) record("ack", path, "", offset, length, bytes);
    return GO;
  }
  record(what, path, other, offset, length, bytes);
  int64_t n = ++control[STEPS];
  int due = control[AT] > 0 && (n == control[AT] || (control[STICKY] && n > control[AT]));
  if (!due) return GO;
  int takes_room = bytes || !strcmp(what, "create") || !strcmp(what, "mkdir");
  if (control[HOW] == 1 || (control[HOW] == 2 && takes_room)) {
    control[FAILED]++;
    errno = control[HOW] == 1 ? EIO : ENOSPC;
    return FAIL;
  }
  if (control[HOW] == 3 && bytes && length > 1) {
    control[FAILED]++;
    return SHORT;
  }
  return GO;
}

static ssize_t done(ssize_t result) {
  int error = errno;
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
  char path[1024];
  if (!path_of(fd, path)) return REAL(pwrite64)(fd, bytes, length, offset);
  int how = step("write", path, "", offset, length, bytes);
  return done(how == FAIL ? -1 : REAL(pwrite64)(fd, bytes, how == SHORT ? length / 2 : length, offset));
}
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) { return pwrite64(fd, bytes, length, offset); }

ssize_t write(int fd, const void *bytes, size_t length) {
  char path[1024];
  struct stat now;
  if (!path_of(fd, path)) return REAL(write)(fd, bytes, length);
  int is_append = fcntl(fd, F_GETFL) & O_APPEND;
  long offset = is_append ? (fstat(fd, &now), now.st_size) : lseek(fd, 0, SEEK_CUR);
  int how = step("write", path, "", offset, length, bytes);
  return done(how == FAIL ? -1 : REAL(write)(fd, bytes, how == SHORT ? length / 2 : length));
}

/* Not met so far; refused, so that none can pass unseen. */
ssize_t writev(int fd, const struct iovec *parts, int n) {
  char path[1024];
  if (path_of(fd, path)) { errno = ENOSYS; return -1; }
  return REAL(writev)(fd, parts, n);
}
ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t length, unsigned flags) {
  char path[1024];
  if (path_of(out, path)) { errno = ENOSYS; return -1; }
  return REAL(copy_file_range)(in, from, out, to, length, flags);
}

static int sync_step(int fd, int (*real)(int)) {
  char path[1024];
  if (!path_of(fd, path)) return real(fd);
  return done(step("sync", path, "", 0, 0, NULL) == FAIL ? -1 : real(fd));
}
int fsync(int fd) { return sync_step(fd, REAL(fsync)); }
int fdatasync(int fd) { return sync_step(fd, REAL(fdatasync)); }

int ftruncate64(int fd, off64_t length) {
  char path[1024];
  if (!path_of(fd, path)) return REAL(ftruncate64)(fd, length);
  return done(step("truncate", path, "", length, 0, NULL) == FAIL ? -1 : REAL(ftruncate64)(fd, length));
}
int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

int rename(const char *from, const char *to) {
  char a[1024], b[1024];
  if (!resolve(AT_FDCWD, from, a) || !resolve(AT_FDCWD, to, b)) return REAL(rename)(from, to);
  return done(step("rename", a, b, 0, 0, NULL) == FAIL ? -1 : REAL(rename)(from, to));
}

static int remove_step(int dir, const char *name, int flags) {
  char path[1024];
  if (!resolve(dir, name, path) || faccessat(dir, name, F_OK, AT_SYMLINK_NOFOLLOW)) return REAL(unlinkat)(dir, name, flags);
  const char *what = flags & AT_REMOVEDIR ? "rmdir" : "unlink";
  return done(step(what, path, "", 0, 0, NULL) == FAIL ? -1 : REAL(unlinkat)(dir, name, flags));
}
int unlinkat(int dir, const char *name, int flags) { return remove_step(dir, name, flags); }
int unlink(const char *name) { return remove_step(AT_FDCWD, name, 0); }
int rmdir(const char *name) { return remove_step(AT_FDCWD, name, AT_REMOVEDIR); }
int remove(const char *name) {
  struct stat found;
  if (lstat(name, &found)) return -1;
  return remove_step(AT_FDCWD, name, S_ISDIR(found.st_mode) ? AT_REMOVEDIR : 0);
}

int mkdir(const char *name, mode_t mode) {
  char path[1024];
  if (!resolve(AT_FDCWD, name, path) || !access(name, F_OK)) return REAL(mkdir)(name, mode);
  return done(step("mkdir", path, "", 0, 0, NULL) == FAIL ? -1 : REAL(mkdir)(name, mode));
}

/* Opening is a step when it makes a file or empties one. */
static int open_step(int dir, const char *name, int flags, mode_t mode) {
  char path[1024];
  int is_there = !faccessat(dir, name, F_OK, 0);
  int makes = (flags & O_CREAT) && !is_there, empties = (flags & O_TRUNC) && is_there;
  if ((!makes && !empties) || !resolve(dir, name, path)) return REAL(openat)(dir, name, flags, mode);
  int how = makes ? step("create", path, "", 0, 0, NULL) : step("truncate", path, "", 0, 0, NULL);
  return done(how == FAIL ? -1 : REAL(openat)(dir, name, flags, mode));
}
#define MODE(last) mode_t mode = 0; if (flags & (O_CREAT | O_TMPFILE)) { va_list list; va_start(list, last); mode = va_arg(list, mode_t); va_end(list); }
int open(const char *name, int flags, ...) { MODE(flags) return open_step(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE(flags) return open_step(AT_FDCWD, name, flags | O_LARGEFILE, mode); }
int openat(int dir, const char *name, int flags, ...) { MODE(flags) return open_step(dir, name, flags, mode); }
int openat64(int dir, const char *name, int flags, ...) { MODE(flags) return open_step(dir, name, flags | O_LARGEFILE, mode); }
