@NullMarked
package stoa.catalog.provider.dns;

import org.jspecify.annotations.NullMarked;
