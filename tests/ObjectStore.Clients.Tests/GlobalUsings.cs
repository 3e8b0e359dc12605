global using ObjectStore.ProcessTesting;
global using Xunit;
