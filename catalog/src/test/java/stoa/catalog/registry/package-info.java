@NullMarked
package stoa.catalog.registry;

import org.jspecify.annotations.NullMarked;
