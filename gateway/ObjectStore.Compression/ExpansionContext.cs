using Microsoft.Win32.SafeHandles;

namespace ObjectStore.Compression;

/// <summary>A <c>ZSTD_DCtx</c>. Used by one thread at a time.</summary>
internal sealed class ExpansionContext() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => Zstd.IsError(Zstd.FreeExpansionContext(handle)) == 0;
}
