/**
 * Files of a folder as answers: which file a path means, which part of it in which coding, on threads that may wait for a
 * disk. Start reading at {@link stoa.gateway.files.Folder}.
 */
@NullMarked
package stoa.gateway.files;

import org.jspecify.annotations.NullMarked;
