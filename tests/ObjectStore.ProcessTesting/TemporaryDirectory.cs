namespace ObjectStore.ProcessTesting;

/// <summary>A new, empty folder that is deleted with everything in it on disposal.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    /// <summary>Creates the folder below the system's folder for temporary files (<c>TMPDIR</c>).</summary>
    public TemporaryDirectory(string purpose) =>
        Path = Directory.CreateTempSubdirectory($"objectstore-{purpose}-").FullName;

    /// <summary>Its absolute path.</summary>
    public string Path { get; }

    /// <summary>The path of something inside it.</summary>
    public string Combine(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }
}
