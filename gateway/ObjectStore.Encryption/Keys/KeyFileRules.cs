namespace ObjectStore.Encryption.Keys;

/// <summary>What gateways ask of key files, for whoever hands these out.</summary>
public static class KeyFileRules
{
    /// <summary>What is not right about the content of a key file, as the end of a sentence that never holds a key; null when a gateway starts with it.</summary>
    public static string? Check(byte[] content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return KeyFile.TryParse(content, out _, out var problem) ? null : problem;
    }
}
