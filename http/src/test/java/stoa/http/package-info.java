@NullMarked
package stoa.http;

import org.jspecify.annotations.NullMarked;
