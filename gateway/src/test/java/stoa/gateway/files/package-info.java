@NullMarked
package stoa.gateway.files;

import org.jspecify.annotations.NullMarked;
