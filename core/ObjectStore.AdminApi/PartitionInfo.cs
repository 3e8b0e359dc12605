namespace ObjectStore.AdminApi;

/// <summary>A partition as the keymap has it.</summary>
/// <param name="Start">First place, as <see cref="PlaceText"/> writes it; empty for the beginning of all.</param>
/// <param name="End">First place after it; empty for the end of all.</param>
/// <param name="StartBytes">The start as the keymap has it: bucket id, 8 bytes, and the beginning of a key.</param>
/// <param name="Database">The database that owns it.</param>
/// <param name="Epoch">Grows with every split, merge, flip and cancelled move.</param>
/// <param name="MoveTarget">The database to which it is moving, if it is.</param>
/// <param name="Rows">Objects when they were last counted, if they were.</param>
/// <param name="RequestsPerSecond">Its load, if the heat is measured.</param>
/// <param name="BytesPerSecond">Its load, if the heat is measured.</param>
/// <param name="SizeBytes">Bytes of its objects, if known.</param>
/// <param name="ChangedAt">When it was last split, merged or moved.</param>
public sealed record PartitionInfo(
    string Start,
    string End,
    byte[] StartBytes,
    string Database,
    ulong Epoch,
    string? MoveTarget,
    long? Rows,
    double? RequestsPerSecond,
    double? BytesPerSecond,
    long? SizeBytes,
    DateTimeOffset ChangedAt);
