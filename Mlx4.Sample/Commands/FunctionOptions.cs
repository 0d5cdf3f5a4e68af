using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net.NetworkInformation;
using Mlx4.Sample.Driver.Master;
using Mlx4.Sample.Hca;

namespace Mlx4.Sample.Commands;

/// <summary>The options of <c>load</c> that say which function is loaded, what other functions there are, and what comes after the load.</summary>
internal sealed class FunctionOptions
{
    private const string Physical = "pf";
    private const string Virtual = "vf";

    /// <summary>The names of <see cref="VfLinkState"/>, in its order, as <c>ip link</c> has them.</summary>
    private static readonly string[] LinkStates = ["auto", "enable", "disable"];

    private static readonly int Most = new ConnectX3Options().VirtualFunctions;

    private readonly Option<string> _function = new("--function")
    {
        Description = "The function whose load is shown: the physical one, or the first virtual one, whose master is loaded before (with one virtual function, or --vfs).",
        DefaultValueFactory = _ => Physical,
    };

    private readonly Option<VirtualFunctionNumbers> _vfs = VirtualFunctions();
    private readonly Option<PhysicalAddress?> _vfMac = Mac();
    private readonly Option<string> _vfLink = new("--vf-link")
    {
        Description = "What the shown virtual function sees of its links, by the master's administrator: what they are, or that they are up, or down.",
        DefaultValueFactory = _ => LinkStates[0],
    };

    private readonly Option<int> _existingVfs = Count("--existing-vfs", "The number of virtual functions that are enabled before the load.");
    private readonly Option<bool> _refuseSriov = new("--refuse-sriov") { Description = "The card lets no virtual function be enabled." };
    private readonly Option<bool> _notPrimary = new("--not-primary") { Description = "Another function is the card's primary one: the firmware answers QUERY_DEV_CAP with EACCES, and the function becomes a slave of that one. So it does at EACCES of any command that begins the HCA, by --fail." };
    private readonly Option<bool> _restart = new("--restart") { Description = "Loads, and then shows a restart as after an error. --fail counts in the restart." };

    public FunctionOptions()
    {
        _function.AcceptOnlyFromAmong(Physical, Virtual);
        _vfLink.AcceptOnlyFromAmong(LinkStates);
    }

    /// <summary>Offers the options, and refuses what makes no sense together.</summary>
    public void AddTo(Command load)
    {
        foreach (Option option in new Option[] { _function, _vfs, _vfMac, _vfLink, _existingVfs, _refuseSriov, _notPrimary, _restart })
        {
            load.Options.Add(option);
        }
        load.AddRule(line =>
        {
            bool isVirtual = line.GetValue(_function) == Virtual;
            bool hasVfs = line.GetValue(_vfs).Total > 0;
            Refuse(line, isVirtual && !hasVfs && line.GetResult(_vfs) is { Implicit: false }, "--function vf: there is no virtual function without a master that enables it. Give --vfs 1 or more.");
            Refuse(line, !isVirtual && line.GetValue(_vfMac) is not null, "--vf-mac: only a virtual function is given its address. Give --function vf.");
            Refuse(line, !isVirtual && line.GetResult(_vfLink) is { Implicit: false }, "--vf-link: only a virtual function sees what it is allowed to. Give --function vf.");
            Refuse(line, isVirtual && line.GetValue(_refuseSriov), "--function vf and --refuse-sriov: there is no virtual function if the card refuses them. Leave one of them out.");
            Refuse(line, isVirtual && line.GetValue(_notPrimary), "--function vf and --not-primary: a virtual function is never the primary one. Leave one of them out.");
            Refuse(line, !hasVfs && line.GetValue(_refuseSriov), "--refuse-sriov: nobody asks for virtual functions. Give --vfs 1 or more.");
            Refuse(line, !hasVfs && !isVirtual && line.GetValue(_existingVfs) > 0, "--existing-vfs: only a driver that wants virtual functions looks for those that exist. Give --vfs 1 or more.");
            Refuse(
                line,
                line.GetValue(_existingVfs) > 0 && line.GetValue(_refuseSriov),
                "--existing-vfs and --refuse-sriov: none exist if the card refuses them. Leave one of them out.");
        });
    }

    /// <summary>Whether the function is one that becomes a slave.</summary>
    public bool HasMaster(CommandResult line) => line.GetValue(_function) == Virtual || line.GetValue(_notPrimary);

    /// <summary>The settings with what these options say.</summary>
    public LoadSettings ApplyTo(LoadSettings settings, ParseResult line) => settings with
    {
        Function = line.GetValue(_function) == Virtual ? LoadedFunction.Virtual : LoadedFunction.Physical,
        VirtualFunctions = line.GetValue(_function) == Virtual && line.GetResult(_vfs) is null or { Implicit: true } ? 1 : line.GetValue(_vfs),
        MacOfVirtualFunction = line.GetValue(_vfMac),
        LinkOfVirtualFunction = (VfLinkState)Array.IndexOf(LinkStates, line.GetValue(_vfLink)),
        ExistingVirtualFunctions = line.GetValue(_existingVfs),
        RefuseSriov = line.GetValue(_refuseSriov),
        NotPrimary = line.GetValue(_notPrimary),
        Restart = line.GetValue(_restart),
    };

    private static Option<VirtualFunctionNumbers> VirtualFunctions() => new("--vfs")
    {
        Description = "The number of virtual functions that the driver enables: it is their master then. One number: on both ports; "
            + "two: on port 1 only, and on port 2 only; three: those, and on both.",
        HelpName = "N[,N[,N]]",
        CustomParser = static result =>
        {
            string text = result.Tokens[0].Value;
            if (!VirtualFunctionNumbers.TryParse(text, out VirtualFunctionNumbers numbers))
            {
                result.AddError($"--vfs {text}: it is one number, for functions on both ports; or two, on port 1 only and on port 2 only; or three, the third on both, as in --vfs 1,2,3.");
            }
            else if (numbers.Total > Most)
            {
                result.AddError($"--vfs is 0 to {Most}: the card has no more virtual functions.");
            }
            return numbers;
        },
    };

    private static Option<PhysicalAddress?> Mac() => new("--vf-mac")
    {
        Description = "The address that the master's administrator gives the shown virtual function; without one it chooses one itself.",
        HelpName = "ADDRESS",
        CustomParser = static result =>
        {
            const int Length = 6;
            const byte Group = 1;
            string text = result.Tokens[0].Value;
            if (PhysicalAddress.TryParse(text, out PhysicalAddress? mac)
                && mac.GetAddressBytes() is { Length: Length } bytes && (bytes[0] & Group) == 0 && bytes.Any(static part => part != 0))
            {
                return mac;
            }
            result.AddError($"--vf-mac {text}: it is the address of one station, such as 02:00:00:00:00:01.");
            return null;
        },
    };

    private static Option<int> Count(string name, string description)
    {
        Option<int> option = new(name) { Description = description, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is int value && (value < 0 || value > Most))
            {
                result.AddError($"{name} is 0 to {Most}: the card has no more virtual functions.");
            }
        });
        return option;
    }

    private static void Refuse(CommandResult line, bool condition, string message)
    {
        if (condition)
        {
            line.AddError(message);
        }
    }
}
