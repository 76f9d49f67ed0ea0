// A disk whose forced writes take 5 ms longer: preloaded, it comes before the C library's own.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <unistd.h>

static int slowed(const char *name, int file) {
    int (*forced)(int) = (int (*)(int)) dlsym(RTLD_NEXT, name);
    usleep(5000);
    return forced(file);
}

int fsync(int file) {
    return slowed("fsync", file);
}

int fdatasync(int file) {
    return slowed("fdatasync", file);
}
