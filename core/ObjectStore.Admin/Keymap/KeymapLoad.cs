namespace ObjectStore.Admin.Keymap;

/// <summary>The load of one partition as it was measured.</summary>
/// <param name="Start">Start of the partition, as in the keymap.</param>
/// <param name="RequestsPerSecond">Requests.</param>
/// <param name="BytesPerSecond">Bytes in and out.</param>
/// <param name="Keys">Objects, as last counted and by what has changed since, if known.</param>
/// <param name="SizeBytes">Bytes of its objects, if known.</param>
internal sealed record KeymapLoad(ReadOnlyMemory<byte> Start, double RequestsPerSecond, double BytesPerSecond, long? Keys, long? SizeBytes);
