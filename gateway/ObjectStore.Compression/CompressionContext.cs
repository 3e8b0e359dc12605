using Microsoft.Win32.SafeHandles;

namespace ObjectStore.Compression;

/// <summary>A <c>ZSTD_CCtx</c>. Used by one thread at a time.</summary>
internal sealed class CompressionContext() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => Zstd.IsError(Zstd.FreeCompressionContext(handle)) == 0;
}
