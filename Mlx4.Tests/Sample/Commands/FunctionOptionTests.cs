using System.CommandLine;
using Mlx4.Sample.Commands;
using Mlx4.Sample.Driver.Master;

namespace Mlx4.Tests.Sample.Commands;

public sealed class FunctionOptionTests
{
    private const string VfsAre = "it is one number, for functions on both ports; or two, on port 1 only and on port 2 only; or three, the third on both, as in --vfs 1,2,3.";

    [Fact]
    public void Without_them_the_physical_function_is_loaded_alone() => Assert.Equal(new LoadSettings(), Settings(""));

    [Fact]
    public void They_say_which_function_is_loaded_and_which_others_there_are()
    {
        Assert.Equal(new LoadSettings { VirtualFunctions = 4, ExistingVirtualFunctions = 2 }, Settings("--vfs 4 --existing-vfs 2"));
        Assert.Equal(new LoadSettings { Function = LoadedFunction.Virtual, VirtualFunctions = 1 }, Settings("--function vf"));
        Assert.Equal(new LoadSettings { Function = LoadedFunction.Virtual, VirtualFunctions = 3 }, Settings("--function vf --vfs 3"));
        Assert.Equal(new LoadSettings { VirtualFunctions = 4, RefuseSriov = true, Restart = true }, Settings("--vfs 4 --refuse-sriov --restart"));
        Assert.Equal(new LoadSettings { NotPrimary = true }, Settings("--not-primary"));
        Assert.Equal(
            new LoadSettings { Function = LoadedFunction.Virtual, VirtualFunctions = 1, LinkOfVirtualFunction = VfLinkState.Disable, MacOfVirtualFunction = new([2, 0, 0, 0, 0, 1]) },
            Settings("--function vf --vf-link disable --vf-mac 02:00:00:00:00:01"));
        Assert.Equal(new LoadSettings { VirtualFunctions = new(2, 1) }, Settings("--vfs 2,1"));
        Assert.Equal(new LoadSettings { Function = LoadedFunction.Virtual, VirtualFunctions = new(0, 1, 4) }, Settings("--function vf --vfs 0,1,4"));
    }

    [Theory]
    [InlineData("--function vf --vfs 0", "--function vf: there is no virtual function without a master that enables it. Give --vfs 1 or more.")]
    [InlineData("--function vf --vfs 1 --refuse-sriov", "--function vf and --refuse-sriov: there is no virtual function if the card refuses them. Leave one of them out.")]
    [InlineData("--function vf --vfs 1 --not-primary", "--function vf and --not-primary: a virtual function is never the primary one. Leave one of them out.")]
    [InlineData("--refuse-sriov", "--refuse-sriov: nobody asks for virtual functions. Give --vfs 1 or more.")]
    [InlineData("--existing-vfs 2", "--existing-vfs: only a driver that wants virtual functions looks for those that exist. Give --vfs 1 or more.")]
    [InlineData("--existing-vfs 2 --vfs 4 --refuse-sriov", "--existing-vfs and --refuse-sriov: none exist if the card refuses them. Leave one of them out.")]
    [InlineData("--function vf --vfs 0,0", "--function vf: there is no virtual function without a master that enables it. Give --vfs 1 or more.")]
    [InlineData("--vfs 64", "--vfs is 0 to 63: the card has no more virtual functions.")]
    [InlineData("--vfs 30,30,4", "--vfs is 0 to 63: the card has no more virtual functions.")]
    [InlineData("--vfs 65535,65535,65535", "--vfs is 0 to 63: the card has no more virtual functions.")]
    [InlineData("--vf-mac 02:00:00:00:00:01", "--vf-mac: only a virtual function is given its address. Give --function vf.")]
    [InlineData("--vf-link disable", "--vf-link: only a virtual function sees what it is allowed to. Give --function vf.")]
    [InlineData("--function vf --vf-mac 02", "--vf-mac 02: it is the address of one station, such as 02:00:00:00:00:01.")]
    [InlineData("--function vf --vf-mac 03:00:00:00:00:01", "--vf-mac 03:00:00:00:00:01: it is the address of one station, such as 02:00:00:00:00:01.")]
    [InlineData("--function vf --vf-mac 00:00:00:00:00:00", "--vf-mac 00:00:00:00:00:00: it is the address of one station, such as 02:00:00:00:00:01.")]
    [InlineData("--ports many", "Cannot parse argument 'many' for option '--ports' as expected type 'System.Int32'.")]
    [InlineData("--existing-vfs", "Required argument missing for option: '--existing-vfs'.")]
    [InlineData("--vfs", "Required argument missing for option: '--vfs'.")]
    [InlineData("--vfs many", "--vfs many: " + VfsAre)]
    [InlineData("--vfs -1", "--vfs -1: " + VfsAre)]
    [InlineData("--vfs 1,", "--vfs 1,: " + VfsAre)]
    [InlineData("--vfs 1,2,3,4", "--vfs 1,2,3,4: " + VfsAre)]
    [InlineData("--vfs 99999999999", "--vfs 99999999999: " + VfsAre)]
    public void What_makes_no_sense_is_refused_with_the_way_out(string options, string message)
    {
        ProgramRun run = ProgramRun.Of(["load", .. options.Split(' ')]);

        Assert.Equal((2, "", $"{message}\nTry --help.\n"), (run.ExitCode, run.Output, run.Errors));
    }

    private static LoadSettings Settings(string options)
    {
        FunctionOptions functions = new();
        RootCommand command = [];
        functions.AddTo(command);
        ParseResult line = command.Parse(options);
        Assert.Empty(line.Errors);
        return functions.ApplyTo(new LoadSettings(), line);
    }
}
