namespace ObjectStore.Core.Checksums;

/// <summary>The primes of the xxHash specification, by their numbers there.</summary>
internal static class XxHashPrimes
{
    public const uint P32N1 = 0x9E3779B1;
    public const uint P32N2 = 0x85EBCA77;
    public const uint P32N3 = 0xC2B2AE3D;
    public const ulong P64N1 = 0x9E3779B185EBCA87;
    public const ulong P64N2 = 0xC2B2AE3D27D4EB4F;
    public const ulong P64N3 = 0x165667B19E3779F9;
    public const ulong P64N4 = 0x85EBCA77C2B2AE63;
    public const ulong P64N5 = 0x27D4EB2F165667C5;
    public const ulong Mix1 = 0x165667919E3779F9;
    public const ulong Mix2 = 0x9FB21C651E98DF25;
}
