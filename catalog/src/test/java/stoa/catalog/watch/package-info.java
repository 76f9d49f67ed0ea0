@NullMarked
package stoa.catalog.watch;

import org.jspecify.annotations.NullMarked;
