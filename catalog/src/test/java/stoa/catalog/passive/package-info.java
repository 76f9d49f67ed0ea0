@NullMarked
package stoa.catalog.passive;

import org.jspecify.annotations.NullMarked;
