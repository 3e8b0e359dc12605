namespace ObjectStore.Kubernetes.Configuration;

/// <summary>Bytes of a credential: given, or in a file that somebody may rotate.</summary>
/// <param name="File">Path of the file, or null.</param>
/// <param name="Data">The bytes where there is no file.</param>
public sealed record CredentialSource(string? File, ReadOnlyMemory<byte> Data)
{
    /// <summary>A file, read again now and then.</summary>
    public static CredentialSource FromFile(string path) => new(path, default);

    /// <summary>Bytes that do not change.</summary>
    public static CredentialSource FromData(ReadOnlyMemory<byte> data) => new(null, data);

    internal byte[] Read()
    {
        if (File is null) return Data.ToArray();
        try
        {
            return System.IO.File.ReadAllBytes(File);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KubeConfigException($"The credential file {File} cannot be read: {exception.Message}", exception);
        }
    }

    // The bytes stay out of logs.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append("File = ").Append(File ?? "(inline)");
        return true;
    }
}
