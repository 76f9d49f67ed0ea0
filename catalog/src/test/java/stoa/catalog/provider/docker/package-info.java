@NullMarked
package stoa.catalog.provider.docker;

import org.jspecify.annotations.NullMarked;
