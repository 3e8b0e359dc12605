namespace ObjectStore.ProcessTesting;

/// <summary>A new, empty folder that is deleted with everything in it on disposal.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    /// <summary>Creates the folder below the system's folder for temporary files (<c>TMPDIR</c>).</summary>
    public TemporaryDirectory(string purpose)
        : this(System.IO.Path.GetTempPath(), purpose)
    {
    }

    /// <summary>Creates the folder below another one.</summary>
    public TemporaryDirectory(string parent, string purpose)
    {
        var name = $"objectstore-{purpose}-{System.IO.Path.GetRandomFileName()}";
        Path = Directory.CreateDirectory(System.IO.Path.Combine(System.IO.Path.GetFullPath(parent), name)).FullName;
    }

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
