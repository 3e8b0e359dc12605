using System.Diagnostics;

namespace ObjectStore.Clients.Tests.Clients;

/// <summary>Finds the installed clients. The distribution's and another version first on the path are both tested.</summary>
internal static class ClientPrograms
{
    private static readonly string[] Folders =
        ["/usr/bin", .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>Programs named <c>aws</c>, the distribution's first.</summary>
    public static IReadOnlyList<string> Aws { get; } = Find("aws");

    /// <summary>Python interpreters that have boto3, the distribution's first.</summary>
    public static IReadOnlyList<string> Boto3Interpreters { get; } = [.. Find("python3").Where(HasBoto3)];

    /// <summary>The first program of that name, or null.</summary>
    public static string? FindFirst(string name) => Find(name).FirstOrDefault();

    /// <summary>Rows for a theory: the programs, or one empty name so that the test can skip with a reason.</summary>
    public static TheoryData<string> Rows(IReadOnlyList<string> programs) => programs.Count == 0 ? [""] : [.. programs];

    private static string[] Find(string name)
    {
        var paths = Folders.Select(folder => Path.Combine(folder, name)).Where(File.Exists).ToList();
        return [.. paths.DistinctBy(path => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path).Take(2)];
    }

    private static bool HasBoto3(string python)
    {
        var start = new ProcessStartInfo(python, ["-c", "import boto3"]) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
