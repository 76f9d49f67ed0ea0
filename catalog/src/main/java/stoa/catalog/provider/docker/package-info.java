/**
 * Instances in containers whose labels say so, by Docker's Engine API. Start reading at
 * {@link stoa.catalog.provider.docker.DockerProvider}.
 */
@NullMarked
package stoa.catalog.provider.docker;

import org.jspecify.annotations.NullMarked;
