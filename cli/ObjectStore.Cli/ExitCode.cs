namespace ObjectStore.Cli;

/// <summary>Exit codes, which scripts rely on; docs/operations/cli.md. Never renumbered.</summary>
internal static class ExitCode
{
    /// <summary>It was done.</summary>
    public const int Done = 0;

    /// <summary>The server refused it, it failed, or a verification found something wrong.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the environment is not right.</summary>
    public const int Usage = 2;

    /// <summary>The server cannot be reached.</summary>
    public const int Unreachable = 3;
}
