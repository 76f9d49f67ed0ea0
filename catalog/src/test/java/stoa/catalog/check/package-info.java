@NullMarked
package stoa.catalog.check;

import org.jspecify.annotations.NullMarked;
