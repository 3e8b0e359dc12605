using ObjectStore.Index.Conformance.Crash;
using ObjectStore.Index.Conformance.Tests;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

// As the entry point that xunit generates, but the crash test starts this program again as the process that it kills.
if (args is [CommittingProcess.Argument, var path, var commits])
{
    await CommittingProcess.RunAsync(path, int.Parse(commits, System.Globalization.CultureInfo.InvariantCulture));
    return 0;
}

return args.Any(argument => argument is "--server" or "--internal-msbuild-node")
    ? await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : await ConsoleRunner.Run(args);
