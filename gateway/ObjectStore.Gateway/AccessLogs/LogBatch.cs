namespace ObjectStore.Gateway.AccessLogs;

/// <summary>Records that go into one object.</summary>
/// <param name="Target">Where they go.</param>
/// <param name="Bytes">The records, each with its line end.</param>
/// <param name="Records">How many.</param>
internal sealed record LogBatch(LogTarget Target, ReadOnlyMemory<byte> Bytes, int Records);
