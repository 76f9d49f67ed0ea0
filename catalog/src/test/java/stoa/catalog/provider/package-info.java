@NullMarked
package stoa.catalog.provider;

import org.jspecify.annotations.NullMarked;
