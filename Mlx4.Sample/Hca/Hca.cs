using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca;

/// <summary>The HCA between INIT_HCA and CLOSE_HCA, with the parameters that it was given.</summary>
internal sealed class Hca(Ledger ledger)
{
    /// <summary>The size of the parameters of INIT_HCA and the answer of QUERY_HCA in bytes.</summary>
    public const int ParametersSize = 0x200;

    private const string Name = "HCA";
    private const string SpecialQps = "special QPs";

    private readonly byte[] _parameters = new byte[ParametersSize];
    private uint _specialQps;

    public bool IsRunning { get; private set; }

    /// <summary>The parameters, as INIT_HCA gave them; all zero before.</summary>
    public ReadOnlySpan<byte> Parameters => _parameters;

    /// <summary>The binary logarithm of the size of a UAR page.</summary>
    public int UarPageShift { get; private set; }

    /// <summary>The ICM address of the memory translation table.</summary>
    public ulong MttBase { get; private set; }

    /// <summary>The ICM address of the EQ contexts.</summary>
    public ulong EqcBase { get; private set; }

    /// <summary>The number of EQs that the EQ table has room for.</summary>
    public int LogEqs { get; private set; }

    /// <summary>The QP contexts.</summary>
    public HcaParameters.Table Qpc { get; private set; }

    /// <summary>The SRQ contexts.</summary>
    public HcaParameters.Table Srqc { get; private set; }

    /// <summary>The CQ contexts.</summary>
    public HcaParameters.Table Cqc { get; private set; }

    /// <summary>The memory protection table.</summary>
    public HcaParameters.Table Dmpt { get; private set; }

    /// <summary>The multicast groups, or the flow rules.</summary>
    public HcaParameters.SteeringTable Steering { get; private set; }

    /// <summary>From one entry of an EQ to the next in bytes: 32, 64, or more if the driver lets a cache line hold one.</summary>
    public int EqeStride { get; private set; }

    /// <summary>Where in an entry the 32 bytes of the event are: in an entry of 64 bytes they are the second half.</summary>
    public int EqeOffset { get; private set; }

    /// <summary>From one entry of a CQ to the next in bytes; see <see cref="EqeStride"/>.</summary>
    public int CqeStride { get; private set; }

    /// <summary>Where in an entry the 32 bytes of the completion are; see <see cref="EqeOffset"/>.</summary>
    public int CqeOffset { get; private set; }

    /// <summary>Starts with parameters that have been checked.</summary>
    public void Start(in HcaParameters parameters)
    {
        parameters.Bytes.CopyTo(_parameters);
        UarPageShift = parameters.UarPageShift;
        MttBase = parameters.Mtt;
        EqcBase = parameters.Eqc.Base;
        LogEqs = parameters.Eqc.Log;
        Qpc = parameters.Qpc;
        Srqc = parameters.Srqc;
        Cqc = parameters.Cqc;
        Dmpt = parameters.Dmpt;
        Steering = parameters.Steering;
        EqeStride = parameters.EqeStride;
        EqeOffset = parameters.EqeOffset;
        CqeStride = parameters.CqeStride;
        CqeOffset = parameters.CqeOffset;
        IsRunning = true;
        ledger.Take(Name, 0, "INIT_HCA");
    }

    /// <summary>Stops, and the special QPs with it; but nobody has taken them back, so they stay in the ledger.</summary>
    public void Close()
    {
        Array.Clear(_parameters);
        IsRunning = false;
        ledger.Return(Name, 0);
    }

    public void Reset()
    {
        UseSpecialQps(0);
        Close();
    }

    /// <summary>Where the special QPs are, 0 for none.</summary>
    public void UseSpecialQps(uint first)
    {
        ledger.Return(SpecialQps, _specialQps);
        _specialQps = first;
        if (first != 0)
        {
            ledger.Take(SpecialQps, first, "CONF_SPECIAL_QP");
        }
    }
}
