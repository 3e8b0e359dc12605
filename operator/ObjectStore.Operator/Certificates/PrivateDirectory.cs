namespace ObjectStore.Operator.Certificates;

/// <summary>A directory that only this user can read, gone when it is disposed. For secrets that libraries want as files; in a cluster it lies in memory.</summary>
internal sealed class PrivateDirectory : IDisposable
{
    /// <summary>Makes one.</summary>
    /// <param name="purpose">Part of its name.</param>
    public PrivateDirectory(string purpose) => Path = Directory.CreateTempSubdirectory($"objectstore-operator-{purpose}-").FullName;

    public string Path { get; }

    public byte[] Read(string name) => File.ReadAllBytes(System.IO.Path.Combine(Path, name));

    /// <summary>Writes a file so that readers find the old content or the new one; does nothing when it is the same.</summary>
    public void Write(string name, ReadOnlySpan<byte> content)
    {
        var path = System.IO.Path.Combine(Path, name);
        if (File.Exists(path) && content.SequenceEqual(File.ReadAllBytes(path))) return;
        var fresh = path + ".new";
        File.WriteAllBytes(fresh, content);
        File.Move(fresh, path, overwrite: true);
    }

    /// <summary>Deletes a file; does nothing when there is none.</summary>
    public void Delete(string name) => File.Delete(System.IO.Path.Combine(Path, name));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
