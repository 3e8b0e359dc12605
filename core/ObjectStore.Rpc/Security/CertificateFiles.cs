namespace ObjectStore.Rpc.Security;

/// <summary>Names of certificate files, as in a Kubernetes secret of type <c>kubernetes.io/tls</c>, and how they are written.</summary>
internal static class CertificateFiles
{
    public const string Authority = "ca.crt";
    public const string Certificate = "tls.crt";
    public const string Key = "tls.key";

    /// <summary>Writes a file so that readers find the old content or the new, never a part.</summary>
    public static void Write(string path, string content, bool isSecret)
    {
        var fresh = path + ".new";
        File.Delete(fresh);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = isSecret ? UnixFileMode.UserRead | UnixFileMode.UserWrite : UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        using (var stream = new FileStream(fresh, options))
        {
            stream.Write(System.Text.Encoding.ASCII.GetBytes(content));
            stream.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
    }
}
