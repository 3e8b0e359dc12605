namespace ObjectStore.Index.OrderedStore;

/// <summary>Bounds of rows and requests, the same for every engine.</summary>
public static class OrderedStoreLimits
{
    /// <summary>Longest key: an object key of 1,024 bytes escaped, its bucket, family and version.</summary>
    public const int KeyBytesMax = 2200;

    /// <summary>Longest value: the record of an object of 10,000 parts, with room.</summary>
    public const int ValueBytesMax = 1 << 20;

    /// <summary>Most conditions, puts and deletes that one commit may carry together: twice the 20,000 writes of an upload that names one part of 10,000, and some.</summary>
    public const int CommitRowsMax = 50_000;

    /// <summary>Most rows that one scan returns.</summary>
    public const int ScanRowsMax = 10_000;
}
