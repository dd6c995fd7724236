namespace NBomber.Contracts;

/// <summary>One part of a scenario's load.</summary>
public abstract class LoadSimulation
{
    private LoadSimulation() { }

    /// <summary>Whether copies are added or removed in a straight line.</summary>
    public bool IsRampingConstant => this is RampingConstant;

    /// <summary>Whether a number of copies is kept running.</summary>
    public bool IsKeepConstant => this is KeepConstant;

    /// <summary>Whether arrivals rise or fall in a straight line.</summary>
    public bool IsRampingInject => this is RampingInject;

    /// <summary>Whether arrivals come at a constant rate.</summary>
    public bool IsInject => this is Inject;

    /// <summary>Whether arrivals come at a random rate.</summary>
    public bool IsInjectRandom => this is InjectRandom;

    /// <summary>Whether nothing runs.</summary>
    public bool IsPause => this is Pause;

    internal abstract TimeSpan Length { get; }

    internal abstract TimeSpan Every { get; }

    /// <summary>Adds or removes copies in a straight line.</summary>
    public sealed class RampingConstant : LoadSimulation
    {
        internal RampingConstant(int copies, TimeSpan during) => (this.copies, this.during) = (copies, during);

        /// <summary>Copies at the end.</summary>
        public int copies { get; }

        /// <summary>The length.</summary>
        public TimeSpan during { get; }

        internal override TimeSpan Length => during;

        internal override TimeSpan Every => TimeSpan.FromSeconds(1);
    }

    /// <summary>Keeps copies running.</summary>
    public sealed class KeepConstant : LoadSimulation
    {
        internal KeepConstant(int copies, TimeSpan during) => (this.copies, this.during) = (copies, during);

        /// <summary>The copies.</summary>
        public int copies { get; }

        /// <summary>The length.</summary>
        public TimeSpan during { get; }

        internal override TimeSpan Length => during;

        internal override TimeSpan Every => TimeSpan.FromSeconds(1);
    }

    /// <summary>Starts requests at a rate that moves in a straight line.</summary>
    public sealed class RampingInject : LoadSimulation
    {
        internal RampingInject(int rate, TimeSpan interval, TimeSpan during) =>
            (this.rate, this.interval, this.during) = (rate, interval, during);

        /// <summary>Arrivals an interval at the end.</summary>
        public int rate { get; }

        /// <summary>The interval.</summary>
        public TimeSpan interval { get; }

        /// <summary>The length.</summary>
        public TimeSpan during { get; }

        internal override TimeSpan Length => during;

        internal override TimeSpan Every => interval;
    }

    /// <summary>Starts requests at a constant rate.</summary>
    public sealed class Inject : LoadSimulation
    {
        internal Inject(int rate, TimeSpan interval, TimeSpan during) => (this.rate, this.interval, this.during) = (rate, interval, during);

        /// <summary>Arrivals an interval.</summary>
        public int rate { get; }

        /// <summary>The interval.</summary>
        public TimeSpan interval { get; }

        /// <summary>The length.</summary>
        public TimeSpan during { get; }

        internal override TimeSpan Length => during;

        internal override TimeSpan Every => interval;
    }

    /// <summary>Starts requests at a rate that is drawn for each interval.</summary>
    public sealed class InjectRandom : LoadSimulation
    {
        internal InjectRandom(int minRate, int maxRate, TimeSpan interval, TimeSpan during) =>
            (this.minRate, this.maxRate, this.interval, this.during) = (minRate, maxRate, interval, during);

        /// <summary>The fewest arrivals an interval.</summary>
        public int minRate { get; }

        /// <summary>The most arrivals an interval.</summary>
        public int maxRate { get; }

        /// <summary>The interval.</summary>
        public TimeSpan interval { get; }

        /// <summary>The length.</summary>
        public TimeSpan during { get; }

        internal override TimeSpan Length => during;

        internal override TimeSpan Every => interval;
    }

    /// <summary>Runs nothing.</summary>
    public sealed class Pause : LoadSimulation
    {
        internal Pause(TimeSpan during) => this.during = during;

        /// <summary>The length.</summary>
        public TimeSpan during { get; }

        internal override TimeSpan Length => during;

        internal override TimeSpan Every => TimeSpan.FromSeconds(1);
    }
}
