namespace ObjectStore.Encryption.Keys;

/// <summary>A key that other keys are wrapped under, with the name by which rows remember it.</summary>
internal sealed record NamedKey(string Id, SecretKey Key);
