@NullMarked
package stoa.catalog;

import org.jspecify.annotations.NullMarked;
