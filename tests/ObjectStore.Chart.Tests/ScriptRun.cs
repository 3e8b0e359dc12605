using System.Diagnostics;
using ObjectStore.ProcessTesting;

namespace ObjectStore.Chart.Tests;

/// <summary>Runs scripts of the repository with fakes of commands, which note how they were called.</summary>
internal sealed class ScriptRun : IDisposable
{
    private readonly TemporaryDirectory _directory = new("script");

    /// <summary>Variables that the script gets besides those of the tests; null takes one away.</summary>
    public Dictionary<string, string?> Environment { get; } = [];

    /// <summary>The calls of fakes until now, one a line, with their arguments.</summary>
    public IReadOnlyList<string> Calls => File.Exists(CallsPath) ? File.ReadAllLines(CallsPath) : [];

    private string CallsPath => _directory.Combine("calls");

    /// <summary>Puts a command before all others of that name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="body">What it does after it has noted the call, in the language of <c>sh</c>.</param>
    public void Fake(string name, string body = "")
    {
        var path = _directory.Combine(name);
        File.WriteAllText(path, $"#!/bin/sh\necho \"{name} $*\" >>'{CallsPath}'\n{body}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Runs a command in the root of the repository.</summary>
    /// <returns>Its exit code, and what it wrote to both outputs.</returns>
    public async Task<(int ExitCode, string Output)> RunAsync(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = RepositoryPaths.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{_directory.Path}:{start.Environment["PATH"]}";
        foreach (var (name, value) in Environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var cancellationToken = TestContext.Current.CancellationToken;
        var outputs = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, string.Concat(outputs));
    }

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();
}
