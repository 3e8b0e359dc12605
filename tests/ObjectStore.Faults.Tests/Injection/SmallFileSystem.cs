using System.Diagnostics;
using System.Globalization;

namespace ObjectStore.Faults.Tests.Injection;

/// <summary>A file system in memory that can be filled to the last byte. Only where this process may mount; on disposal it is unmounted, with whatever it holds.</summary>
internal sealed class SmallFileSystem : IDisposable
{
    private const int PieceBytes = 1 << 20;
    private readonly string _path;

    private SmallFileSystem(string path) => _path = path;

    private string Ballast => Path.Combine(_path, "ballast");

    /// <summary>Mounts one on a new directory; null where that is not permitted.</summary>
    public static SmallFileSystem? TryMount(string path, long bytes)
    {
        Directory.CreateDirectory(path);
        return Environment.IsPrivilegedProcess && Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={bytes}"), "tmpfs", path) ? new SmallFileSystem(path) : null;
    }

    /// <summary>Leaves no room.</summary>
    public void Fill()
    {
        using var ballast = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var length = PieceBytes; length > 0;)
        {
            try
            {
                ballast.Write(new byte[length]);
            }
            catch (IOException)
            {
                length /= 2;
            }
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Empty() => File.Delete(Ballast);

    public void Dispose() => Run("umount", "-l", _path);

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
