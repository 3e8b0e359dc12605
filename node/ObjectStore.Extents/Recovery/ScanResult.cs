namespace ObjectStore.Extents.Recovery;

/// <summary>What a scan of an extent saw besides its records.</summary>
/// <param name="LastBatchOffset">Where the last batch of which a record is whole begins; −1 for none.</param>
/// <param name="LastBatchEnd">Where it ends.</param>
/// <param name="DamagedBytes">Bytes inside or before the last batch that should belong to records and do not.</param>
internal readonly record struct ScanResult(long LastBatchOffset, long LastBatchEnd, long DamagedBytes);
