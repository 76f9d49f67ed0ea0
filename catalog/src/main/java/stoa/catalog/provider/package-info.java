/**
 * Automatic discovery: providers look for instances, and what they see is registered, what they no longer see is taken
 * out. Start reading at {@link stoa.catalog.provider.Discovery}; what a provider is says
 * {@link stoa.catalog.provider.Provider}. DNS and Docker have packages of their own below.
 */
@NullMarked
package stoa.catalog.provider;

import org.jspecify.annotations.NullMarked;
