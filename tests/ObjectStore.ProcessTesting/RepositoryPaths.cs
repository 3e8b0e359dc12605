namespace ObjectStore.ProcessTesting;

/// <summary>Finds what the build made, from the folder of the running test.</summary>
public static class RepositoryPaths
{
    private const string SolutionFile = "ObjectStore.K8s.sln";

    /// <summary>Names another executable to test instead of the one of this build.</summary>
    public const string ExecutableVariable = "OBJECTSTORE_STANDALONE_EXECUTABLE";

    /// <summary>The folder that holds the solution file.</summary>
    /// <exception cref="DirectoryNotFoundException">The test does not run from inside the repository.</exception>
    public static string Root { get; } = FindRoot();

    /// <summary>The standalone executable, of the same configuration (Debug or Release) as the running test.</summary>
    /// <exception cref="FileNotFoundException">It was not built.</exception>
    public static string StandaloneExecutable
    {
        get
        {
            var path = Environment.GetEnvironmentVariable(ExecutableVariable);
            if (string.IsNullOrEmpty(path))
            {
                var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
                var configuration = output.Parent?.Name ?? "Release";
                path = Path.Combine(
                    Root, "standalone", "ObjectStore.Standalone", "bin", configuration, output.Name, "ObjectStore.Standalone");
            }
            return File.Exists(path) ? path : throw new FileNotFoundException("The standalone executable is not built.", path);
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, SolutionFile)))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds {SolutionFile}.");
    }
}
