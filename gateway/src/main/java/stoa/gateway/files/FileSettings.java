package stoa.gateway.files;

import stoa.runtime.Settings;

/**
 * How files are read.
 *
 * @param threads that may wait for a disk at a time; none is there before a file is asked for
 */
public record FileSettings(int threads) {
    public static FileSettings read(Settings in) {
        return new FileSettings(
                in.key("file-threads").help("threads that read files of routes with a folder").integer(4,
                        1, 64));
    }
}
